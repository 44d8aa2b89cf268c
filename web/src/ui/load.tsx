import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorNote } from "./error-note";
import { SkeletonRows } from "./skeleton";

interface LoadProps<Data> {
  query: Pick<UseQueryResult<Data>, "data" | "error" | "isPending"> & { refetch: () => unknown };
  children: (data: Data) => ReactNode;
  waiting?: ReactNode;
}

/** Shows what was asked for, its shape while it comes, or why it did not come. */
export function Load<Data>({ query, children, waiting }: LoadProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return (
      <div className="p-6 max-sm:p-4">
        <ErrorNote error={query.error} retry={() => void query.refetch()} />
      </div>
    );
  }
  return waiting ?? <SkeletonRows />;
}
