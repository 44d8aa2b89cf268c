import {
  AlarmClockOff,
  ArrowRightLeft,
  AtSign,
  Bell,
  Building2,
  CircleCheckBig,
  CopyPlus,
  type LucideIcon,
  NotebookPen,
  OctagonX,
  PencilLine,
  Play,
  Search,
  Send,
  Tag,
  Target,
  UserRoundCog,
  UserRoundPlus,
  Variable,
  Zap,
} from "lucide-react";

const icons: Record<string, LucideIcon> = {
  find_record: Search,
  create_lead: Target,
  create_contact: UserRoundPlus,
  create_company: Building2,
  copy_lead: CopyPlus,
  change_fields: PencilLine,
  create_task: CircleCheckBig,
  change_task: CircleCheckBig,
  add_note: NotebookPen,
  change_tags: Tag,
  change_stage: ArrowRightLeft,
  change_responsible: UserRoundCog,
  subscribe_users: Bell,
  run_scenario: Play,
  send_webhook: Send,
  cancel_delayed: AlarmClockOff,
  change_global: Variable,
  normalize_contacts: AtSign,
  stop: OctagonX,
};

export function actionIcon(action: string): LucideIcon {
  return icons[action] ?? Zap;
}
