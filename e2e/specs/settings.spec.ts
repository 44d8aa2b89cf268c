import { expect, inspect, test } from "../support/studio.ts";

for (const section of ["profile", "workspace", "pipelines", "fields", "users", "roles", "security", "tokens", "secrets", "audit", "storage", "doctor", "text"]) {
  test(`the settings show ${section}`, async ({ page, open }) => {
    await open(`/settings/${section}`);
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    await inspect(page, `settings-${section}`);
  });
}

test("a token is made and shown once", async ({ page, open }) => {
  await open("/settings/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name").fill("Warehouse");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("region", { name: "Token made" })).toContainText("sbt_");
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText("Warehouse")).toBeVisible();
});

test("a user is added with a role", async ({ page, open }) => {
  await open("/settings/users");
  await page.getByRole("button", { name: "New user" }).click();
  await page.getByLabel("Name").fill("Taras Melnyk");
  await page.getByLabel("E-mail").fill("taras@example.com");
  await page.getByLabel("Password", { exact: true }).fill("another long one");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByText("taras@example.com")).toBeVisible();
});

test("a pipeline and a field are made", async ({ page, open }) => {
  await open("/settings/pipelines");
  await page.getByRole("button", { name: "New pipeline" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Support");
  await page.getByRole("button", { name: "Add a stage" }).click();
  await page.getByLabel("Name of the stage").nth(1).fill("Waiting for parts");
  await inspect(page, "pipeline-form");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Waiting for parts")).toBeVisible();
  await open("/settings/fields");
  await page.getByRole("button", { name: "New field" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Delivery city");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("delivery_city")).toBeVisible();
});

test("an account's text is planned, then applied", async ({ page, open, caller, state }) => {
  const answer = await fetch(`${state.url}/api/v1/export`, { headers: { cookie: caller.cookie } });
  const text = (await answer.text()).replace("Orders from the website", "Orders from the shop");
  await open("/settings/text");
  await page.getByLabel("Text to apply").fill(text);
  await page.getByRole("button", { name: "Show the plan" }).click();
  await expect(page.getByRole("list", { name: "What would change" })).toContainText("website-orders");
  await inspect(page, "settings-plan");
  await page.getByRole("button", { name: "Apply 1 change" }).click();
  await expect(page.getByText("Applied")).toBeVisible();
  await caller.call("GET", "/hooks").then((hooks) => expect(JSON.stringify(hooks)).toContain("Orders from the shop"));
});
