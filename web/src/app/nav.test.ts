import { expect, test } from "vitest";
import { PLACES, placesFor } from "./nav";

test("who sees only some records is not led to the logs of all", () => {
  const names = placesFor({ sees_everything: false }).map((place) => place.name);
  expect(names).toContain("leads");
  expect(names).toContain("scenarios");
  for (const name of ["runs", "timers", "deliveries", "import", "reports", "tracker"])
    expect(names).not.toContain(name);
  expect(placesFor({ sees_everything: true })).toEqual(PLACES);
});
