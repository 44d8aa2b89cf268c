import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { Select } from "@/ui/field";

export const ROLES: Role[] = ["owner", "admin", "manager", "operator", "read_only"];
const asRole = (text: string): Role => ROLES.find((role) => role === text) ?? "operator";

interface RoleSelectProps {
  value: Role;
  onChange: (role: Role) => void;
  id?: string;
  "aria-label"?: string;
  disabled?: boolean;
}

export function RoleSelect({ value, onChange, ...rest }: RoleSelectProps) {
  const { t } = useTranslation();
  return (
    <Select {...rest} value={value} onChange={(e) => onChange(asRole(e.target.value))}>
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`users.roles.${role}`)}
        </option>
      ))}
    </Select>
  );
}
