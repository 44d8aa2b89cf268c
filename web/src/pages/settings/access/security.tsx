import { Factor } from "./factor";
import { Rules } from "./rules";
import { Sessions, SignIns } from "./sessions";

/** How one signs in, where one is signed in, and the rules for everybody. */
export function Security() {
  return (
    <>
      <Factor />
      <Sessions />
      <SignIns />
      <Rules />
    </>
  );
}
