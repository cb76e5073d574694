import { Alert, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useSearchParams } from "react-router";
import { describeProblem } from "@/api/describe";
import { useSession } from "@/api/session";
import { safeTarget } from "@/app/guard";
import { useTitle } from "@/app/title";
import { PrimaryButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { Loadable, LoadingState } from "@/kit/States";
import type { KeptPairing } from "./deviceKey";
import classes from "./PairPage.module.css";
import { usePairing } from "./usePairing";

function Code({ pairing }: { pairing: KeptPairing }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={classes.code} data-testid="pairing-code" aria-live="polite">
        {`${pairing.code.slice(0, 4)} ${pairing.code.slice(4)}`}
      </p>
      <ol className={classes.steps}>
        <li>{t("pair.step_open")}</li>
        <li>{t("pair.step_enter")}</li>
        <li>{t("pair.step_wait")}</li>
      </ol>
      <p className={classes.until}>{t("pair.until", { time: clock(pairing.expires_at) })}</p>
    </>
  );
}

function Refused({ error, onRestart }: { error: Error; onRestart: () => void }) {
  const { t } = useTranslation();
  const { title, detail } = describeProblem(error);
  return (
    <Stack mt="md">
      <Alert color="accent" role="alert" title={title}>
        {detail}
      </Alert>
      <PrimaryButton size="lg" onClick={onRestart}>
        {t("pair.restart")}
      </PrimaryButton>
    </Stack>
  );
}

function Pairing() {
  const { t } = useTranslation();
  const { pairing, problem, restart } = usePairing();
  useTitle(t("pair.title"));
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <h1 className={classes.title}>{t("pair.title")}</h1>
        {problem && <Refused error={problem} onRestart={restart} />}
        {!problem && pairing?.code && <Code pairing={pairing} />}
        {!problem && !pairing?.code && <LoadingState />}
      </div>
      <Link to="/sign-in" className={classes.link}>{t("pair.to_sign_in")}</Link>
    </main>
  );
}

/** `/pair`: a screen that belongs to no site yet shows the code by which it is paired; a paired one signs in. */
export default function PairPage() {
  const session = useSession();
  const [search] = useSearchParams();
  return (
    <Loadable query={session}>
      {({ user }) => (user ? <Navigate to={safeTarget(search.get("next"))} replace /> : <Pairing />)}
    </Loadable>
  );
}
