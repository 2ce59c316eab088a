namespace EdgeOrch.Cli.Completion;

/// <summary>The scripts. Each passes the line and the cursor to the <c>[suggest]</c> directive, which answers one candidate a line.</summary>
internal static class CompletionScripts
{
    public static IReadOnlyList<(string Shell, string Script)> All { get; } = [("bash", Bash), ("zsh", Zsh), ("fish", Fish)];

    private const string Bash = """
        # bash completion for edgectl
        _edgectl() {
            local current="${COMP_WORDS[COMP_CWORD]}" candidate
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ $candidate == "$current"* ]] && COMPREPLY+=("$candidate")
            done < <(edgectl "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
        }
        complete -o bashdefault -o default -F _edgectl edgectl

        """;

    private const string Zsh = """
        #compdef edgectl
        _edgectl() {
            local -a candidates
            candidates=("${(@f)$(edgectl "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- "${candidates[@]}" || _files
        }
        if [ "${funcstack[1]}" = _edgectl ]; then _edgectl "$@"; else compdef _edgectl edgectl; fi

        """;

    private const string Fish = """
        # fish completion for edgectl
        function __edgectl_complete
            set -l line (commandline --cut-at-cursor)
            edgectl "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete --command edgectl --arguments '(__edgectl_complete)'

        """;
}
