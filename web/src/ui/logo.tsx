/** Two lines that meet: the sign of the house. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M8 22h6.5c2 0 3-1 3-3v-6c0-2 1-3 3-3H24"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.75"
        strokeLinecap="round"
      />
      <circle cx="8" cy="22" r="2.75" fill="var(--on-accent)" />
      <circle cx="24" cy="10" r="2.75" fill="var(--on-accent)" />
    </svg>
  );
}
