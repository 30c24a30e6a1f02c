# What bash offers behind lines.
. <(reviewferry --generate-completion-script bash)

# What a shell offers behind a line; the last word is the one that is typed.
offered() {
  COMP_WORDS=("$@")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMP_LINE="${COMP_WORDS[*]}"
  COMP_POINT=${#COMP_LINE}
  COMPREPLY=()
  _reviewferry reviewferry "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
  echo "$*: ${COMPREPLY[*]}"
}
mkdir exports
touch exports/reviews.csv mine.yaml other.csv
offered reviewferry conv
offered reviewferry ledger for
offered reviewferry convert --map
offered reviewferry convert exp
offered reviewferry convert exports/rev
offered reviewferry convert exports/reviews.csv --mapping judge
offered reviewferry convert exports/reviews.csv --mapping mi
offered reviewferry convert exports/reviews.csv --mapping exp
offered reviewferry convert exports/reviews.csv --output exp
offered reviewferry check generic-csv oth
offered reviewferry mappings show amazon
offered reviewferry submit --credentials-file mi
offered reviewferry submit --unmatched ''
offered reviewferry --explain zip.
