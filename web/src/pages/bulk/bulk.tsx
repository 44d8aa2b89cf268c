// STUB
export function BulkPage() {
  return <p>BulkPage</p>;
}
