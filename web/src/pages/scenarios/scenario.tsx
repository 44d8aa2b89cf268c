// STUB
export function ScenarioPage() {
  return <p>ScenarioPage</p>;
}
