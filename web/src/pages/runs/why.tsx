// STUB
export function WhyPage() {
  return <p>WhyPage</p>;
}
