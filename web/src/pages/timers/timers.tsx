// STUB
export function TimersPage() {
  return <p>TimersPage</p>;
}
