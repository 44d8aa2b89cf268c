// STUB
export function ScenariosPage() {
  return <p>ScenariosPage</p>;
}
