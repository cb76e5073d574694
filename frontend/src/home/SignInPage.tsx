import { Alert, PasswordInput, SegmentedControl, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconChevronRight, IconStarFilled } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { describeProblem } from "@/api/describe";
import { useSession, useSignIn } from "@/api/session";
import type { DemoAccount } from "@/api/types";
import { hasSessionEnded } from "@/api/sessionEnd";
import { useTitle } from "@/app/title";
import { LANGUAGES, chooseLanguage, currentLanguage } from "@/i18n";
import { PrimaryButton } from "@/kit/Buttons";
import classes from "./SignInPage.module.css";

function SignInError({ error }: { error: Error }) {
  const { title, detail } = describeProblem(error);
  return (
    <Alert color="accent" role="alert" title={title}>
      {detail}
    </Alert>
  );
}

/** Why somebody who was signed in stands here. */
function SessionEnded() {
  const { t } = useTranslation();
  return (
    <Alert role="status" title={t("sign_in.ended_title")}>
      {t("sign_in.ended_detail")}
    </Alert>
  );
}

/** Whoever cannot read this page's language finds the other one here. */
function LanguageSwitch() {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t("profile.language")}
      value={currentLanguage()}
      onChange={(value) => void chooseLanguage(value)}
      data={LANGUAGES.map((value) => ({ value, label: t(`profile.${value}`) }))}
    />
  );
}

function DemoAccounts({ accounts, onChoose }: { accounts: DemoAccount[]; onChoose: (account: DemoAccount) => void }) {
  const { t } = useTranslation();
  if (accounts.length === 0) return null;
  return (
    <section className={classes.demo}>
      <h2 className={classes.demoTitle}>{t("sign_in.demo_title")}</h2>
      <p className={classes.lead}>{t("sign_in.demo_lead")}</p>
      <ul className={classes.accounts}>
        {accounts.map((account) => (
          <li key={account.username}>
            <UnstyledButton
              className={classes.account}
              onClick={() => onChoose(account)}
              aria-label={t("sign_in.demo_use", { name: account.display_name })}
            >
              <span className={classes.accountWords}>
                <span className={classes.accountName}>{account.display_name}</span>
                <span className={classes.lead}>{account.username}</span>
              </span>
              <IconChevronRight size={20} aria-hidden />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useSignInForm() {
  const { t } = useTranslation();
  const filled = (value: string) => (value.trim() ? null : t("sign_in.required"));
  return useForm({ initialValues: { username: "", password: "" }, validate: { username: filled, password: filled } });
}

function SignInForm() {
  const { t } = useTranslation();
  const session = useSession();
  const form = useSignInForm();
  const signIn = useSignIn();
  const password = useRef<HTMLInputElement>(null);
  const choose = ({ username }: DemoAccount) => {
    form.setFieldValue("username", username);
    password.current?.focus();
  };
  return (
    <>
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
        <Stack>
          {signIn.isError ? <SignInError error={signIn.error} /> : hasSessionEnded() && <SessionEnded />}
          <TextInput label={t("sign_in.username")} autoComplete="username" autoCapitalize="none" {...form.getInputProps("username")} />
          <PasswordInput
            ref={password}
            size="md"
            label={t("sign_in.password")}
            autoComplete="current-password"
            {...form.getInputProps("password")}
          />
          <PrimaryButton type="submit" size="lg" fullWidth loading={signIn.isPending}>
            {t("sign_in.submit")}
          </PrimaryButton>
        </Stack>
      </form>
      <DemoAccounts accounts={session.data?.demo_accounts ?? []} onChoose={choose} />
    </>
  );
}

/** The only page a stranger sees besides /trust. */
export function SignInPage() {
  const { t } = useTranslation();
  useTitle(t("sign_in.title"));
  return (
    <main className={classes.page}>
      <div className={classes.brand}>
        <span className={classes.mark}>
          <IconStarFilled size={22} aria-hidden />
        </span>
        <div>
          <div className={classes.name}>{t("app.name")}</div>
          <div className={classes.lead}>{t("app.tagline")}</div>
        </div>
      </div>
      <div className={classes.card}>
        <h1 className={classes.title}>{t("sign_in.title")}</h1>
        <p className={classes.lead}>{t("sign_in.lead")}</p>
        <SignInForm />
      </div>
      <LanguageSwitch />
      <Link to="/pair" className={classes.trust}>
        {t("pair.link")}
      </Link>
      <Link to="/trust" className={classes.trust}>
        {t("sign_in.trust")}
      </Link>
    </main>
  );
}
