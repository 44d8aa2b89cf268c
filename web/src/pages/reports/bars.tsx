import { useId } from "react";
import { Bar, BarChart, CartesianGrid, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import type { Look, ReportData } from "./data";

const tones: Record<Look, string> = {
  solid: "var(--accent)",
  lines: "var(--good)",
  dots: "var(--bad)",
};
const ROW = 34;

function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern
        id={`${id}lines`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" fill={tones.lines} opacity={0.55} />
        <rect width="3" height="6" fill={tones.lines} />
      </pattern>
      <pattern id={`${id}dots`} width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" fill={tones.dots} opacity={0.45} />
        <circle cx="3" cy="3" r="1.6" fill={tones.dots} />
      </pattern>
    </defs>
  );
}

interface BarsProps {
  data: ReportData;
  /** Days stand side by side, everything else one below the other. */
  upright?: boolean;
}

/** Bars with their values written on them. The table beside says the same to those who do not see it. */
export function Bars({ data, upright }: BarsProps) {
  const id = useId().replaceAll(":", "");
  const drawn = data.series.filter((series) => series.drawn);
  const rows = data.rows.map((row) => ({ label: row.label, ...row.values }));
  const fill = (look: Look) => (look === "solid" ? tones.solid : `url(#${id}${look})`);
  const tick = { fill: "var(--soft)", fontSize: 12 };
  const widest = Math.max(...data.rows.map((row) => row.label.length), 4);
  return (
    <ResponsiveContainer
      width="100%"
      height={upright ? 240 : rows.length * ROW * Math.max(1, drawn.length * 0.7) + 16}
    >
      <BarChart
        data={rows}
        layout={upright ? "horizontal" : "vertical"}
        margin={{ top: upright ? 16 : 4, right: upright ? 8 : 72, bottom: 0, left: 0 }}
        barCategoryGap={upright ? "15%" : "22%"}
        accessibilityLayer={false}
      >
        <Patterns id={id} />
        {upright ? <CartesianGrid vertical={false} stroke="var(--line)" /> : null}
        {upright ? (
          <XAxis dataKey="label" tick={tick} tickLine={false} axisLine={false} minTickGap={12} />
        ) : (
          <XAxis type="number" hide />
        )}
        {upright ? (
          <YAxis tick={tick} tickLine={false} axisLine={false} width={44} allowDecimals={false} />
        ) : (
          <YAxis
            type="category"
            dataKey="label"
            width={Math.min(200, Math.max(72, widest * 7 + 12))}
            tick={tick}
            tickLine={false}
            axisLine={false}
            interval={0}
          />
        )}
        {drawn.map((series) => (
          <Bar
            key={series.key}
            dataKey={series.key}
            name={series.label}
            fill={fill(series.drawn ?? "solid")}
            stackId={upright ? "day" : undefined}
            radius={upright ? 0 : 4}
            isAnimationActive={false}
          >
            {upright ? null : (
              <LabelList
                dataKey={series.key}
                position="right"
                fill="var(--ink)"
                fontSize={12}
                formatter={(value) => series.format(Number(value))}
              />
            )}
          </Bar>
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
