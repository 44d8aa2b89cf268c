import { Link, type LinkProps } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { Button } from "./button";

export function Back({ to, label }: { to: LinkProps["to"]; label: string }) {
  return (
    <Button asChild variant="ghost" size="icon" className="-ml-2">
      <Link to={to} aria-label={label}>
        <ArrowLeft />
      </Link>
    </Button>
  );
}
