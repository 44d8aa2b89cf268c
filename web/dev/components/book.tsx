import { useState } from "react";
import { setTheme, useTheme } from "@/app/theme";
import { LANGUAGES, setLanguage } from "@/i18n";
import { density, motion } from "@/ui/look";
import { Segmented } from "@/ui/segmented";
import { Actions } from "./actions";
import { Data } from "./data";
import { Inputs } from "./inputs";
import { Notes } from "./notes";
import { Overlays } from "./overlays";
import { Tokens } from "./tokens";

/** The production bundle is searched for this word: the book of components must not be in it. */
export const MARK = "signalbox-component-book";

const THEMES = ["system", "light", "dark"] as const;

function Looks() {
  const theme = useTheme();
  const rows = density.use();
  const moves = motion.use();
  const [language, setShown] = useState(document.documentElement.lang);
  return (
    <div className="flex flex-wrap gap-2">
      <Segmented
        label="Theme"
        value={theme}
        options={THEMES.map((name) => ({ name, label: name }))}
        onChange={setTheme}
      />
      <Segmented
        label="Density"
        value={rows}
        options={density.names.map((name) => ({ name, label: name }))}
        onChange={density.set}
      />
      <Segmented
        label="Motion"
        value={moves}
        options={motion.names.map((name) => ({ name, label: name }))}
        onChange={motion.set}
      />
      <Segmented
        label="Language"
        value={language}
        options={LANGUAGES.map(({ code }) => ({ name: code as string, label: code }))}
        onChange={(code) => {
          const known = LANGUAGES.find((one) => one.code === code);
          if (known) void setLanguage(known.code).then(() => setShown(known.code));
        }}
      />
    </div>
  );
}

export function Book() {
  return (
    <main data-book={MARK} className="mx-auto flex max-w-5xl flex-col gap-10 p-8 max-sm:p-4">
      <header className="flex flex-col gap-3">
        <h1 className="text-xl font-semibold">Components</h1>
        <Looks />
      </header>
      <Tokens />
      <Actions />
      <Inputs />
      <Data />
      <Notes />
      <Overlays />
    </main>
  );
}
