import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import {
  campaignsQuery,
  createPostback,
  NETWORKS,
  type Postback,
  type PostbackSettings,
  savePostback,
} from "./api";

/** A postback: the network first, everything else has its usual value. */
export function PostbackForm({ postback, close }: { postback: Postback | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const campaigns = useQuery(campaignsQuery).data ?? [];
  const [settings, setSettings] = useState<PostbackSettings>(
    postback?.settings ?? { name: "", network: "1win" },
  );
  const [address, setAddress] = useState("");
  const [names, setNames] = useState(Object.entries(postback?.settings.names ?? {}));
  const set = (change: Partial<PostbackSettings>) => setSettings({ ...settings, ...change });
  const save = async () => {
    const whole = { ...settings, names: Object.fromEntries(names) };
    if (postback) await savePostback(postback.id, whole);
    else await createPostback(whole, address.trim());
    await client.invalidateQueries({ queryKey: ["postbacks"] });
  };
  return (
    <FormDialog
      title={postback?.settings.name ?? t("tracker.newPostback")}
      open
      onOpenChange={close}
      onSubmit={save}
    >
      <Field label={t("tracker.networkLabel")} hint={t("tracker.networkHint")}>
        {(props) => (
          <Select
            {...props}
            value={settings.network ?? "custom"}
            onChange={(event) =>
              set({ network: NETWORKS.find((one) => one === event.target.value) ?? "custom" })
            }
          >
            {NETWORKS.map((name) => (
              <option key={name} value={name}>
                {t(`tracker.network.${name}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            value={settings.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("tracker.onlyCampaign")} hint={t("tracker.onlyCampaignHint")}>
        {(props) => (
          <Select
            {...props}
            value={settings.campaign ?? ""}
            onChange={(event) => set({ campaign: event.target.value || undefined })}
          >
            <option value="">{t("tracker.allCampaigns")}</option>
            {campaigns.map((campaign) => (
              <option key={campaign.id} value={campaign.key}>
                {campaign.settings.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("tracker.clickParameter")} hint={t("tracker.clickParameterHint")}>
        {(props) => (
          <Input
            {...props}
            className="font-mono"
            placeholder="sub1"
            value={settings.click_parameter ?? ""}
            onChange={(event) => set({ click_parameter: event.target.value || undefined })}
          />
        )}
      </Field>
      <Field label={t("tracker.answer")} hint={t("tracker.answerHint")}>
        {(props) => (
          <Input
            {...props}
            className="font-mono"
            value={settings.answer ?? "OK"}
            onChange={(event) => set({ answer: event.target.value })}
          />
        )}
      </Field>
      {postback ? null : (
        <Field label={t("remote.address")} hint={t("tracker.addressHint")}>
          {(props) => (
            <Input
              {...props}
              className="font-mono"
              spellCheck={false}
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-[13px] font-medium">{t("tracker.names")}</legend>
        <p className="text-xs text-faint">{t("tracker.namesHint")}</p>
        {names.map(([raw, name], index) => (
          <div key={index} className="grid grid-cols-[1fr_1fr_auto] items-center gap-2">
            <Input
              aria-label={t("tracker.theirName", { n: index + 1 })}
              placeholder="withdraw"
              required
              value={raw}
              onChange={(event) => setNames(names.with(index, [event.target.value, name]))}
            />
            <Input
              aria-label={t("tracker.ourName", { n: index + 1 })}
              placeholder="withdrawal"
              required
              value={name}
              onChange={(event) => setNames(names.with(index, [raw, event.target.value]))}
            />
            <IconButton
              size="iconSm"
              label={`${t("common.remove")}: ${raw}`}
              onClick={() => setNames(names.toSpliced(index, 1))}
            >
              <X />
            </IconButton>
          </div>
        ))}
        <Button size="sm" className="self-start" onClick={() => setNames([...names, ["", ""]])}>
          <Plus /> {t("tracker.addName")}
        </Button>
      </fieldset>
    </FormDialog>
  );
}
