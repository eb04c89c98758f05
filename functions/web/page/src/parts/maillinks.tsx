/** Where links in mails lead: what became of one, one that is to be confirmed, and a new password. */
import { useState } from "preact/hooks";
import { choosePassword, confirmLink, isRecovering, keepPassword, linkSays, openLink, type SignInError } from "../auth";
import { useSession } from "../session";
import { useStore } from "../store";
import { useAction } from "./action";
import { asSignInError, PasswordField, wrongPassword } from "./signin";
import { Button, Dialog, Notice } from "./ui";

export function LinkSays() {
  const says = useStore(linkSays);
  if (!says) return null;
  return (
    <div class="link-says">
      <Notice kind={says.isGood ? "good" : "problem"} title={says.isGood ? "Welcome" : "That link does not work"}>
        <p>{says.words}</p>
        <Button onClick={() => linkSays.set(null)}>Close</Button>
      </Notice>
    </div>
  );
}

/** A press between a link and what it opens. */
export function OpenLink() {
  const open = useStore(openLink);
  const who = useSession();
  const confirming = useAction(confirmLink);
  const isNewPassword = open?.type === "recovery" || open?.type === "invite";
  return (
    <Dialog title="You followed a link of ours" isOpen={open !== null} onClose={() => openLink.set(null)}>
      <p>{isNewPassword ? "Go on to choose a new password." : "Go on to confirm your address and to be signed in."}</p>
      {who.status === "in" && (
        <p>You are signed in as {who.email}. If the link was sent to another address, you change to its account.</p>
      )}
      {confirming.error !== null && <Notice kind="problem">{asSignInError(confirming.error).message}</Notice>}
      <div class="actions">
        <Button kind="first" isBusy={confirming.isBusy} onClick={() => void confirming.run(undefined)}>
          Go on
        </Button>
        <Button kind="quiet" onClick={() => openLink.set(null)}>
          Not now
        </Button>
      </div>
    </Dialog>
  );
}

/** For whoever came by the link for a new password. */
export function NewPassword() {
  const isOpen = useStore(isRecovering);
  const who = useSession();
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isKept, setKept] = useState(false);
  const [problem, setProblem] = useState<SignInError | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = wrongPassword(password, true);
    setProblem(wrong);
    if (wrong || isBusy) return;
    setBusy(true);
    try {
      await choosePassword(password);
      setPassword("");
      setKept(true);
    } catch (error) {
      setProblem(asSignInError(error));
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    setKept(false);
    keepPassword();
  };
  return (
    <Dialog title="Choose a new password" isOpen={isOpen && who.status === "in"} onClose={close}>
      {isKept ? (
        <>
          <Notice kind="good">It is kept. Sign in with it from now on.</Notice>
          <div class="actions">
            <Button kind="first" onClick={close}>
              Go on
            </Button>
          </div>
        </>
      ) : (
        <form class="signin" onSubmit={submit} noValidate aria-label="Choose a new password">
          {who.status === "in" && <p>For {who.email}.</p>}
          <PasswordField
            label="New password"
            isNew
            isFirst
            value={password}
            onType={setPassword}
            error={problem?.message ?? null}
          />
          <Button type="submit" kind="first" isBusy={isBusy}>
            Keep it
          </Button>
        </form>
      )}
    </Dialog>
  );
}
