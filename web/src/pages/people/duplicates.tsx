import { getRouteApi } from "@tanstack/react-router";
import { UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { Back } from "@/ui/back";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { kindPath } from "@/ui/record-link";
import { Segmented } from "@/ui/segmented";
import { Group } from "./group";
import { MergedList } from "./merged-list";
import { asPersonKind, type DuplicateGroup, type PersonKind } from "./queries";

const route = getRouteApi("/studio/duplicates");

function Groups({ kind }: { kind: PersonKind }) {
  const { t } = useTranslation();
  const list = usePages<DuplicateGroup>(["duplicates", kind], "/duplicates", { kind, limit: 20 });
  return (
    <Load query={list.query}>
      {(groups) =>
        groups.length === 0 && !list.hasMore ? (
          <Empty icon={UsersRound} title={t(`people.none.${kind}`)} text={t(`people.noneText.${kind}`)} />
        ) : (
          <div className="flex flex-col gap-4">
            {groups.map((group) => (
              <Group key={`${group.shared[0]?.field} ${group.shared[0]?.value}`} kind={kind} group={group} />
            ))}
            {list.hasMore ? (
              <div className="flex justify-center">
                <Button busy={list.loadingMore} onClick={list.onMore}>
                  {t("list.more")}
                </Button>
              </div>
            ) : null}
          </div>
        )
      }
    </Load>
  );
}

/** Contacts or companies that may be one, and what was merged. */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const kind = asPersonKind(search.kind);
  const view = search.view === "merged" ? "merged" : "groups";
  return (
    <Page
      title={t("people.title")}
      description={t("people.text")}
      back={<Back to={kindPath[kind]} label={t(kind === "contact" ? "nav.contacts" : "nav.companies")} />}
      toolbar={
        <>
          <Segmented
            label={t("picker.kind")}
            value={kind}
            onChange={(next) => void navigate({ search: { ...search, kind: next }, replace: true })}
            options={[
              { name: "contact", label: t("nav.contacts") },
              { name: "company", label: t("nav.companies") },
            ]}
          />
          <Segmented
            label={t("people.view")}
            value={view}
            onChange={(next) =>
              void navigate({
                search: { ...search, view: next === "merged" ? next : undefined },
                replace: true,
              })
            }
            options={[
              { name: "groups", label: t("people.open") },
              { name: "merged", label: t("people.done") },
            ]}
          />
        </>
      }
    >
      <div className="mx-auto max-w-4xl p-6 max-sm:p-4">
        {view === "groups" ? <Groups key={kind} kind={kind} /> : <MergedList key={kind} kind={kind} />}
      </div>
    </Page>
  );
}
