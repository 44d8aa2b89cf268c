import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { User } from "@/api/types";
import { Avatar } from "./avatar";
import { Combobox } from "./combobox";
import type { Option } from "./option-list";

interface UserPickerProps {
  label: string;
  /** The id of who is picked. */
  value: string | null;
  onChange: (id: string | null) => void;
  disabled?: boolean;
  id?: string;
  className?: string;
}

const optionOf = (user: Pick<User, "id" | "name" | "email">): Option => ({
  value: user.id,
  label: user.name,
  hint: user.email,
  icon: <Avatar name={user.name} className="size-5 text-[9px]" />,
});

/** Somebody of the workspace, or nobody. */
export function UserPicker({ label, value, onChange, disabled, id, className }: UserPickerProps) {
  const { t } = useTranslation();
  const users = useQuery({ queryKey: ["users"], queryFn: () => getAll<User>("/users"), staleTime: 60_000 });
  const options = (users.data ?? []).map(optionOf);
  const picked = options.find((option) => option.value === value) ?? null;
  return (
    <Combobox
      id={id}
      label={label}
      value={picked}
      options={options}
      onChange={(option) => onChange(option?.value ?? null)}
      placeholder={t("ui.nobody")}
      disabled={disabled}
      className={className}
      clearable
    />
  );
}
