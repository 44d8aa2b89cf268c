import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { NotFound } from "@/app/fault";
import { cn } from "@/ui/cn";
import { Input } from "@/ui/field";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { usePhone } from "@/ui/use-phone";
import { SECTIONS, type SectionName, sectionsFor } from "./sections";

const route = getRouteApi("/studio/settings/$section");

const rooms: Record<SectionName, ComponentType> = {
  profile: lazy(() => import("./profile").then((module) => ({ default: module.Profile }))),
  workspace: lazy(() => import("./workspace").then((module) => ({ default: module.WorkspaceSettings }))),
  pipelines: lazy(() => import("./pipelines").then((module) => ({ default: module.Pipelines }))),
  fields: lazy(() => import("./fields").then((module) => ({ default: module.Fields }))),
  tags: lazy(() => import("./tags").then((module) => ({ default: module.Tags }))),
  macros: lazy(() => import("./macros").then((module) => ({ default: module.Macros }))),
  replies: lazy(() => import("./replies").then((module) => ({ default: module.Replies }))),
  users: lazy(() => import("./users").then((module) => ({ default: module.Users }))),
  roles: lazy(() => import("./access/roles").then((module) => ({ default: module.Roles }))),
  security: lazy(() => import("./access/security").then((module) => ({ default: module.Security }))),
  audit: lazy(() => import("./access/audit").then((module) => ({ default: module.Audit }))),
  tokens: lazy(() => import("./tokens").then((module) => ({ default: module.Tokens }))),
  secrets: lazy(() => import("./secrets").then((module) => ({ default: module.Secrets }))),
  storage: lazy(() => import("./storage").then((module) => ({ default: module.Storage }))),
  backups: lazy(() => import("./backups/backups").then((module) => ({ default: module.Backups }))),
  doctor: lazy(() => import("./doctor").then((module) => ({ default: module.Doctor }))),
  text: lazy(() => import("./account-text").then((module) => ({ default: module.AccountText }))),
};

/** The sections whose title or text holds what is looked for. */
function useFound(text: string): SectionName[] {
  const { t } = useTranslation();
  const session = useSession();
  const wanted = text.trim().toLowerCase();
  const says = (name: SectionName) => `${t(`settings.${name}.title`)} ${t(`settings.${name}.text`)}`;
  return sectionsFor(session).filter((name) => says(name).toLowerCase().includes(wanted));
}

function SectionNav({ current }: { current?: SectionName }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const found = useFound(text);
  return (
    <nav
      aria-label={t("settings.nav")}
      className={cn(
        "w-60 shrink-0 overflow-y-auto border-r p-3 max-sm:w-full max-sm:border-0",
        current && "max-sm:hidden",
      )}
    >
      <Input
        type="search"
        aria-label={t("settings.find")}
        placeholder={t("settings.find")}
        className="mb-2"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {found.length === 0 ? <p className="px-3 py-2 text-xs text-faint">{t("settings.noneFound")}</p> : null}
      {found.map((name) => (
        <Link
          key={name}
          to="/settings/$section"
          params={{ section: name }}
          className="block rounded-md px-3 py-1.5 hover:bg-hover aria-[current=page]:bg-hover max-sm:py-3"
        >
          <span className="block text-[13px] font-medium">{t(`settings.${name}.title`)}</span>
          <span className="block truncate text-xs text-faint sm:hidden">{t(`settings.${name}.text`)}</span>
        </Link>
      ))}
    </nav>
  );
}

/** On a phone the list of sections is a page of its own; elsewhere the first section opens. */
export function SettingsHome() {
  const { t } = useTranslation();
  if (!usePhone()) return <Navigate to="/settings/$section" params={{ section: "workspace" }} replace />;
  return (
    <Page title={t("settings.title")}>
      <SectionNav />
    </Page>
  );
}

export function SettingsPage() {
  const { t } = useTranslation();
  const { section } = route.useParams();
  const name = SECTIONS.find((known) => known === section);
  if (!name) return <NotFound />;
  const Room = rooms[name];
  return (
    <Page fixed title={t(`settings.${name}.title`)} description={t(`settings.${name}.text`)}>
      <div className="flex min-h-0 flex-1">
        <SectionNav current={name} />
        <div className="min-w-0 flex-1 overflow-y-auto">
          <div className="mx-auto flex max-w-3xl flex-col gap-6 p-6 max-sm:p-4">
            <Suspense fallback={<SkeletonRows rows={4} />}>
              <Room />
            </Suspense>
          </div>
        </div>
      </div>
    </Page>
  );
}
