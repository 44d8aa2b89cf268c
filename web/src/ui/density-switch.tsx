import { Rows2, Rows4 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./button";
import { density } from "./look";

/** Changes between roomy and compact rows: the button shows what a press leads to. */
export function DensitySwitch() {
  const { t } = useTranslation();
  const compact = density.use() === "compact";
  return (
    <IconButton
      label={compact ? t("ui.makeComfortable") : t("ui.makeCompact")}
      aria-pressed={compact}
      onClick={() => density.set(compact ? "comfortable" : "compact")}
    >
      {compact ? <Rows2 /> : <Rows4 />}
    </IconButton>
  );
}
