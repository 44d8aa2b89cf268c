// STUB
export function LeadPage() {
  return <p>LeadPage</p>;
}
export function ContactPage() {
  return <p>ContactPage</p>;
}
export function CompanyPage() {
  return <p>CompanyPage</p>;
}
export function TaskPage() {
  return <p>TaskPage</p>;
}
