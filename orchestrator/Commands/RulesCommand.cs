// `axmonitor rules export` and `import`: the alert rules as one file, and what it would change before it
// does.
using System.CommandLine;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Rules;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Commands about alert rules.</summary>
internal static class RulesCommand
{
    /// <summary>The commands; import ends with 1 where the repository refuses something.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded) =>
        new("rules", "Alert rules as a file.") { Export(output, guarded), Import(output, guarded) };

    private static Command Export(
        TextWriter output,
        Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded
    )
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; an existing one is replaced." };
        var command = new Command("export", "Writes all alert rules, with limits, overrides and symptoms, into one JSON file.")
        {
            file,
        };
        command.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        var path = parsed.GetValue(file)!;
                        var rules = await Store(options).ReadAsync(cancel);
                        await File.WriteAllTextAsync(path, rules.Write(), cancel);
                        await output.WriteLineAsync($"{rules.Rules.Count} rules are in {path}.");
                        return 0;
                    }
                )
        );
        return command;
    }

    private static Command Import(
        TextWriter output,
        Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded
    )
    {
        var file = new Argument<string>("FILE") { Description = "A file as export writes it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints what would change, and changes nothing." };
        var command = new Command(
            "import",
            "Makes the alert rules as a file has them, in one transaction; rules that it does not name stay as they are."
        )
        {
            file,
            dryRun,
        };
        command.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        var path = parsed.GetValue(file)!;
                        if (!File.Exists(path))
                        {
                            throw new ConfigurationException([$"There is no file {path}."]);
                        }

                        var wanted = RuleFile.Parse(await File.ReadAllTextAsync(path, cancel), path);
                        var who = $"{Environment.UserName}@{Environment.MachineName}";
                        return await ImportAsync(Store(options), wanted, who, parsed.GetValue(dryRun), output, cancel);
                    }
                )
        );
        return command;
    }

    /// <summary>Compares, has everything validated, and applies it unless it is a dry run.</summary>
    internal static async Task<int> ImportAsync(
        SqlRules store,
        RuleFile wanted,
        string changedBy,
        bool isDryRun,
        TextWriter output,
        CancellationToken cancel
    )
    {
        var before = await store.ReadAsync(cancel);
        var differences = RuleDifference.Between(before, wanted);
        foreach (var difference in differences)
        {
            await output.WriteLineAsync(difference.ToString());
        }

        var untouched = before.Rules.Count(r =>
            !wanted.Rules.Any(w => string.Equals(w.Rule, r.Rule, StringComparison.OrdinalIgnoreCase))
        );
        if (untouched > 0)
        {
            await output.WriteLineAsync($"{untouched} rules are not in the file and stay as they are.");
        }

        if (differences.Count == 0)
        {
            await output.WriteLineAsync("Nothing differs.");
            return 0;
        }

        var changed = wanted.Rules.Where(r => differences.Any(d => d.Rule == r.Rule)).ToList();
        List<string> faults =
        [
            .. SymptomFaults(before, wanted, changed),
            .. await store.FindFaultsAsync(before, changed, changedBy, cancel),
        ];
        foreach (var fault in faults)
        {
            await output.WriteLineAsync($"REFUSED {fault}");
        }

        if (faults.Count > 0)
        {
            await output.WriteLineAsync("Nothing was changed.");
            return 1;
        }

        var left = await store.ApplyAsync(before, wanted, changed, changedBy, isDryRun, cancel);
        foreach (var difference in left)
        {
            await output.WriteLineAsync($"REFUSED {difference}: the repository holds something else for it.");
        }

        await output.WriteLineAsync(
            left.Count > 0 ? "Nothing was changed."
            : isDryRun ? $"{changed.Count} rules would be changed."
            : $"{changed.Count} rules were changed."
        );
        return left.Count > 0 ? 1 : 0;
    }

    private static IEnumerable<string> SymptomFaults(RuleFile before, RuleFile wanted, IReadOnlyList<RuleEntry> changed)
    {
        var known = before.Rules.Concat(wanted.Rules).Select(r => r.Rule).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (rule, symptom) in changed.SelectMany(r => r.Symptoms.Select(s => (r.Rule, s))))
        {
            if (!known.Contains(symptom.Rule))
            {
                yield return $"{rule}: symptom '{symptom.Rule}' is no rule, neither in the file nor in the repository.";
            }
            else if (string.Equals(rule, symptom.Rule, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{rule}: a rule cannot be a symptom of itself.";
            }
            else if (symptom.Rank < 1)
            {
                yield return $"{rule}: the rank {symptom.Rank} of symptom '{symptom.Rule}' is below 1.";
            }
        }
    }

    private static SqlRules Store(OrchestratorOptions options) =>
        new(new RepositoryConnection(options, TimeProvider.System), TimeProvider.System);
}
