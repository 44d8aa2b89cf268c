// STUB
export function SettingsHome() {
  return <p>SettingsHome</p>;
}
export function SettingsPage() {
  return <p>SettingsPage</p>;
}
