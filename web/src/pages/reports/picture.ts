import { saveFile } from "@/ui/save-file";

const PROPERTIES = ["fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight", "opacity"];

/** Colours come from the page's styles, which a picture of its own does not have. */
function withStyles(source: SVGElement): SVGElement {
  const copy = source.cloneNode(true) as SVGElement;
  const [from, to] = [source.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((element, place) => {
    const styles = getComputedStyle(element);
    const target = to[place];
    if (!(target instanceof SVGElement)) return;
    for (const name of PROPERTIES) target.style.setProperty(name, styles.getPropertyValue(name));
  });
  return copy;
}

/** Saves what a chart shows as a PNG, twice as large so that it is sharp in print. */
export async function savePicture(svg: SVGElement, name: string): Promise<void> {
  const { width, height } = svg.getBoundingClientRect();
  const copy = withStyles(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) saveFile(blob, `${name}.png`);
}
