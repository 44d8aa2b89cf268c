import { expect, inspect, test } from "../support/studio.ts";

for (const section of ["profile", "workspace", "pipelines", "fields", "users", "roles", "security", "tokens", "secrets", "audit", "storage", "backups", "doctor", "text"]) {
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

test("a copy of the database is made, checked, shown how to restore, and the schedule is undone", async ({ page, open, caller }) => {
  await open("/settings/backups");
  await page.getByRole("button", { name: "Make a copy now" }).click();
  await expect(page.getByText("The copy is made and checked")).toBeVisible();
  const copies = page.getByRole("list", { name: "Copies" });
  await expect(copies.getByRole("listitem").first()).toContainText("Checked");
  await expect(page.getByRole("region", { name: "Command to restore" })).toContainText(/signalbox restore --data .*\.db --force/);
  const downloading = page.waitForEvent("download");
  await copies.getByRole("link", { name: /^Download/ }).first().click();
  expect((await downloading).suggestedFilename()).toMatch(/^signalbox-\d{8}-\d{6}\.db$/);
  await inspect(page, "settings-backups-made");

  await page.getByLabel("Copies kept").fill("400");
  await page.getByLabel("Copies kept").evaluate((input: HTMLInputElement) => input.removeAttribute("max"));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("keep 1 to 365 copies");
  await expect(page.getByLabel("Copies kept")).toHaveValue("400");
  await page.getByLabel("Copies kept").fill("30");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByLabel("Copies kept")).toHaveValue("7");
  expect(await caller.call("GET", "/backups")).toMatchObject({ schedule: { daily_at: "03:00", keep: 7 }, fault: null });
});

test("a secret says what signs with it, and stays while it is used", async ({ page, open, caller }) => {
  await caller.call("PUT", "/secrets/warehouse", { value: "whsec_0123456789abcdef" });
  const scenario = {
    name: "Tell the warehouse",
    start: { on: "lead_created" },
    blocks: [{ do: [{ action: "send_webhook", url: "https://warehouse.example/in", sign_with: "warehouse" }] }],
  };
  const { id } = await caller.call<{ id: string }>("POST", "/scenarios", { key: "tell-warehouse", scenario });
  await open("/settings/secrets");
  await expect(page.getByText("Signs in 1 place")).toBeVisible();
  await page.getByRole("button", { name: "Delete: warehouse" }).click();
  await expect(page.getByRole("dialog")).toContainText("It cannot be deleted while it is used in 1 place");
  await expect(page.getByRole("dialog").getByRole("link")).toContainText("Tell the warehouse");
  await inspect(page, "settings-secret-used");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).first().click();
  await caller.call("DELETE", `/scenarios/${id}`);
  await page.getByRole("button", { name: "Delete: warehouse" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("warehouse", { exact: true })).toHaveCount(0);
});

test("a write goes on when the connection comes back", async ({ page, context, open, caller }) => {
  await open("/settings/profile");
  const name = page.getByLabel("Your name");
  const before = await name.inputValue();
  await name.fill("Olena K.");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Connection lost. Trying to reach the server…")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("Saved")).toBeVisible();
  expect(await caller.call("GET", "/session")).toMatchObject({ user: { name: "Olena K." } });
  await caller.call("PATCH", "/session/user", { name: before });
});
