import { useTranslation } from "react-i18next";
import { Code } from "@/ui/code";
import { Section } from "@/ui/page";

/** An argument for a shell: quoted when a shell would take it apart. */
function argument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The exact command that goes back to a copy. */
export function Restore({ folder, name }: { folder: string; name: string }) {
  const { t } = useTranslation();
  const data = folder.replace(/\/backups$/, "");
  const command = `signalbox restore --data ${argument(data)} ${argument(`${folder}/${name}`)} --force`;
  return (
    <Section title={t("backups.restore")}>
      <div className="flex flex-col gap-3 p-4 text-[13px] leading-5">
        <p className="text-soft">{t("backups.restoreText")}</p>
        <Code label={t("backups.restoreCode")} text={command} wrap />
        <p className="text-xs text-faint">{t("backups.restoreKey")}</p>
      </div>
    </Section>
  );
}

/** What holds where the database is PostgreSQL's. */
export function Postgres() {
  const { t } = useTranslation();
  return (
    <Section title={t("backups.pg")}>
      <div className="flex flex-col gap-3 p-4 text-[13px] leading-5">
        <p className="text-soft">{t("backups.pgText")}</p>
        <p className="font-medium">{t("backups.pgSave")}</p>
        <Code
          label={t("backups.pgSave")}
          text="pg_dump --format=custom --file=signalbox.dump postgres://USER@HOST/NAME"
          wrap
        />
        <p className="font-medium">{t("backups.pgRestore")}</p>
        <Code
          label={t("backups.pgRestore")}
          text="pg_restore --clean --if-exists --dbname=postgres://USER@HOST/NAME signalbox.dump"
          wrap
        />
        <p className="text-xs text-faint">{t("backups.restoreKey")}</p>
      </div>
    </Section>
  );
}
