import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const WORDS = "Words a person reads belong in src/i18n/{vi,en}/*.json.";
const LETTERS = "/[A-Za-zÀ-ỹ]{2,}/";
const READ_ATTRIBUTES = "/^(aria-label|alt|title|label|placeholder|description)$/";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.generated.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": [
        "error",
        { selector: `JSXText[value=${LETTERS}]`, message: WORDS },
        { selector: `JSXAttribute[name.name=${READ_ATTRIBUTES}] > Literal[value=${LETTERS}]`, message: WORDS },
      ],
    },
  },
  {
    files: ["src/**/*.test.{ts,tsx}"],
    rules: { "max-lines-per-function": "off", "no-restricted-syntax": "off" },
  },
);
