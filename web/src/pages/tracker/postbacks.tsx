import { useQuery } from "@tanstack/react-query";
import { ArrowDownToLine, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { postbacksQuery } from "./api";
import { Explain } from "./explain";
import { PostbackCard } from "./postback-card";
import { PostbackForm } from "./postback-form";

/** The addresses partners report to. */
export function Postbacks() {
  const { t } = useTranslation();
  const postbacks = useQuery(postbacksQuery);
  const [adding, setAdding] = useState(false);
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus /> {t("tracker.newPostback")}
    </Button>
  );
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-6 max-sm:p-4">
      <Load query={postbacks}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={ArrowDownToLine}
              title={t("tracker.noPostbacks")}
              text={t("tracker.noPostbacksText")}
            >
              {add}
            </Empty>
          ) : (
            <>
              <div className="flex justify-end">{add}</div>
              {rows.map((postback) => (
                <PostbackCard key={postback.id} postback={postback} />
              ))}
              <Explain />
            </>
          )
        }
      </Load>
      {adding ? <PostbackForm postback={null} close={() => setAdding(false)} /> : null}
    </div>
  );
}
