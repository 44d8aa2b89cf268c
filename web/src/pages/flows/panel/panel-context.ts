import { createContext, useContext } from "react";

/** Another flow of the bot, as far as references need it. */
export interface OtherFlow {
  key: string;
  name: string;
}

export const BotFlows = createContext<OtherFlow[]>([]);
/** The other flows of the bot. */
export const useBotFlows = (): OtherFlow[] => useContext(BotFlows);
