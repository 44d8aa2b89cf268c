import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { EventFull } from "@/api/types";

export const eventQuery = (id: string) =>
  queryOptions({ queryKey: ["events", id], queryFn: () => api.get<EventFull>(`/events/${id}`) });
