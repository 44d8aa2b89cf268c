import { useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "@/app/theme";
import type { T } from "@/i18n";
import type { Builder } from "../builder";
import { useBuilder } from "../builder";
import { stepName } from "../describe";
import { outputs } from "../outputs";
import type { Marks } from "./graph";
import { type Family, lookOf } from "./kind-look";
import { IN_MIDDLE, rowMiddle, sizeOf } from "./size";

/** Titles smaller than this cannot be read, pixels. */
const READABLE = 4;
const TINTS: Record<Family, string> = { talk: "--accent", course: "--warn", work: "--good", end: "--faint" };

interface Scene {
  builder: Builder;
  marksOf: (id: string) => Marks;
  t: T;
}
type Transform = [x: number, y: number, zoom: number];

function drawLines(
  pen: CanvasRenderingContext2D,
  { builder }: Scene,
  [, , zoom]: Transform,
  colour: string,
): void {
  const { flow, places } = builder;
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(1 / zoom, 1);
  pen.beginPath();
  for (const step of flow.steps) {
    const from = places.get(step.id);
    if (!from) continue;
    outputs(step).forEach((way, index) => {
      const to = way.target ? places.get(way.target) : undefined;
      if (!to) return;
      const [x, y] = [from.x + sizeOf(step).width, from.y + rowMiddle(step, index)];
      const bend = Math.max(Math.abs(to.x - x) / 2, 40);
      pen.moveTo(x, y);
      pen.bezierCurveTo(x + bend, y, to.x - bend, to.y + IN_MIDDLE, to.x, to.y + IN_MIDDLE);
    });
  }
  pen.stroke();
}

function drawSteps(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  transform: Transform,
  box: DOMRect,
  css: (name: string) => string,
): void {
  const { builder, marksOf, t } = scene;
  const [left, top, zoom] = transform;
  const chosen = new Set(builder.selection);
  const names = 13 * zoom >= READABLE;
  const colours = {
    surface: css("--surface"),
    line: css("--line-strong"),
    accent: css("--accent"),
    bad: css("--bad"),
    good: css("--good"),
    ink: css("--ink"),
  };
  pen.font = `500 ${Math.max(13, 7 / zoom)}px ui-sans-serif, system-ui, sans-serif`;
  pen.textBaseline = "middle";
  for (const step of builder.flow.steps) {
    const at = builder.places.get(step.id);
    if (!at) continue;
    const { width, height } = sizeOf(step);
    const [x, y] = [at.x * zoom + left, at.y * zoom + top];
    if (x > box.width || y > box.height || x + width * zoom < 0 || y + height * zoom < 0) continue;
    const marks = marksOf(step.id);
    pen.fillStyle = colours.surface;
    pen.fillRect(at.x, at.y, width, height);
    pen.fillStyle = css(TINTS[lookOf(step.step).family]);
    pen.fillRect(at.x, at.y, 10, height);
    pen.strokeStyle = chosen.has(step.id)
      ? colours.accent
      : marks.faults > 0
        ? colours.bad
        : marks.trail
          ? colours.good
          : colours.line;
    pen.lineWidth = (chosen.has(step.id) || marks.faults > 0 || marks.trail ? 3 : 1) / zoom;
    pen.strokeRect(at.x, at.y, width, height);
    if (!names) continue;
    pen.fillStyle = colours.ink;
    pen.fillText(stepName(t, step), at.x + 20, at.y + IN_MIDDLE, width - 28);
  }
}

/** A large flow from far away, painted as one picture: what cannot be read needs no elements of its own. */
export function FarBoard({ marksOf }: { marksOf: (id: string) => Marks }) {
  const { t } = useTranslation();
  const builder = useBuilder();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const transform = useStore((state) => state.transform);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen) return;
    const box = element.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    element.width = box.width * ratio;
    element.height = box.height * ratio;
    const style = getComputedStyle(element);
    const known = new Map<string, string>();
    const css = (name: string) => {
      const found = known.get(name) ?? style.getPropertyValue(name);
      known.set(name, found);
      return found;
    };
    const [x, y, zoom] = transform;
    pen.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
    const scene = { builder, marksOf, t };
    drawLines(pen, scene, transform, css("--faint"));
    drawSteps(pen, scene, transform, box, css);
  }, [builder, marksOf, t, transform, theme]);
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 z-[1] size-full" />;
}
