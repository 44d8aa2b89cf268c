// STUB
export function LeadsPage() {
  return <p>LeadsPage</p>;
}
export function ContactsPage() {
  return <p>ContactsPage</p>;
}
export function CompaniesPage() {
  return <p>CompaniesPage</p>;
}
export function TasksPage() {
  return <p>TasksPage</p>;
}
