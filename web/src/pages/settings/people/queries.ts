import { queryOptions } from "@tanstack/react-query";
import { getAll } from "@/api/pages";
import type { Invite, RoleRights, Team } from "@/api/types";

export const teamsQuery = queryOptions({ queryKey: ["teams"], queryFn: () => getAll<Team>("/teams") });
export const invitesQuery = queryOptions({
  queryKey: ["invites"],
  queryFn: () => getAll<Invite>("/invites"),
});
export const rolesQuery = queryOptions({ queryKey: ["roles"], queryFn: () => getAll<RoleRights>("/roles") });
