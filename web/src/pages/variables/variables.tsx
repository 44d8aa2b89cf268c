// STUB
export function VariablesPage() {
  return <p>VariablesPage</p>;
}
