// Reads and changes alert rules by the procedures of schema config, which validate and audit each change; a
// file of rules is one transaction of such calls.
using System.Data;
using AxMonitor.Orchestrator.Rules;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>The alert rules of the repository.</summary>
public sealed class SqlRules(RepositoryConnection repository, TimeProvider time)
{
    private const int FirstOwnError = 50001;
    private const int LastOwnError = 50999;

    /// <summary>All rules.</summary>
    public Task<RuleFile> ReadAsync(CancellationToken cancel) =>
        repository.ExecuteAsync((connection, token) => ReadAsync(connection, null, token), cancel);

    /// <summary>What the repository refuses of the rules, each by itself; nothing is changed.</summary>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(
        RuleFile before,
        IReadOnlyList<RuleEntry> wanted,
        string changedBy,
        CancellationToken cancel
    )
    {
        List<string> faults = [];
        foreach (var rule in wanted)
        {
            await using var connection = await repository.OpenAsync(cancel);
            await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(cancel);
            try
            {
                await SetRuleAsync(connection, transaction, rule, changedBy, cancel);
                await SetPartsAsync(connection, transaction, before, rule, changedBy, cancel);
                await transaction.RollbackAsync(cancel);
            }
            catch (SqlException e) when (e.Number is >= FirstOwnError and <= LastOwnError or 547 or 2628 or 8152)
            {
                // The error has rolled the transaction back.
                faults.Add($"{rule.Rule}: {e.Message}");
            }
        }

        return faults;
    }

    /// <summary>Changes the rules in one transaction, and returns what still differs from the file then; the
    /// transaction is rolled back where anything does, and where it is a trial.</summary>
    public async Task<IReadOnlyList<RuleDifference>> ApplyAsync(
        RuleFile before,
        RuleFile file,
        IReadOnlyList<RuleEntry> wanted,
        string changedBy,
        bool isTrial,
        CancellationToken cancel
    )
    {
        await using var connection = await repository.OpenAsync(cancel);
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(cancel);
        foreach (var rule in wanted)
        {
            await SetRuleAsync(connection, transaction, rule, changedBy, cancel);
        }

        foreach (var rule in wanted)
        {
            await SetPartsAsync(connection, transaction, before, rule, changedBy, cancel);
            await SetSymptomsAsync(connection, transaction, before, rule, changedBy, cancel);
        }

        var left = RuleDifference.Between(await ReadAsync(connection, transaction, cancel), file);
        if (isTrial || left.Count > 0)
        {
            await transaction.RollbackAsync(cancel);
        }
        else
        {
            await transaction.CommitAsync(cancel);
        }

        return left;
    }

    private async Task<RuleFile> ReadAsync(SqlConnection connection, SqlTransaction? transaction, CancellationToken cancel)
    {
        await using var sets = await connection.QueryMultipleAsync(
            new CommandDefinition(
                "config.GetRules",
                transaction: transaction,
                commandTimeout: repository.CommandTimeoutSeconds,
                commandType: CommandType.StoredProcedure,
                cancellationToken: cancel
            )
        );
        var rules = (await sets.ReadAsync<RuleRow>()).ToList();
        var measures = (await sets.ReadAsync<MeasureRow>()).ToLookup(m => m.RuleName, StringComparer.Ordinal);
        var overrides = (await sets.ReadAsync<OverrideRow>()).ToLookup(o => o.RuleName, StringComparer.Ordinal);
        var symptoms = (await sets.ReadAsync<SymptomRow>()).ToLookup(s => s.RuleName, StringComparer.Ordinal);
        return new RuleFile
        {
            Format = RuleFile.FormatName,
            Version = 1,
            Rules = [.. rules.Select(r => r.Entry(measures[r.RuleName], overrides[r.RuleName], symptoms[r.RuleName]))],
        };
    }

    private Task SetRuleAsync(
        SqlConnection connection,
        SqlTransaction transaction,
        RuleEntry rule,
        string changedBy,
        CancellationToken cancel
    ) =>
        CallAsync(
            connection,
            transaction,
            "config.SetAlertRule",
            new
            {
                RuleName = rule.Rule,
                RuleKind = rule.Kind,
                TemplateName = rule.Template,
                PlaybookName = rule.Playbook ?? "",
                RouteName = rule.Route,
                rule.PendingMs,
                rule.ClearPercent,
                rule.ClearMs,
                rule.IsEnabled,
                rule.WarnPriority,
                rule.CriticalPriority,
                rule.EveryMs,
                rule.IsDigest,
                SubjectText = rule.Subject ?? "",
                CulpritName = rule.Culprit ?? "",
                AdviceText = rule.Advice ?? "",
                ReminderMs = rule.ReminderMs ?? -1,
                ChangedBy = changedBy,
                Now,
            },
            cancel
        );

    private async Task SetPartsAsync(
        SqlConnection connection,
        SqlTransaction transaction,
        RuleFile before,
        RuleEntry rule,
        string changedBy,
        CancellationToken cancel
    )
    {
        var old = Find(before, rule.Rule);
        foreach (var gone in old?.Measures.Where(m => !rule.Measures.Any(w => Same(w.Measure, m.Measure))) ?? [])
        {
            var taken = new { RuleName = rule.Rule, MeasureName = gone.Measure, IsRemoved = true, ChangedBy = changedBy, Now };
            await CallAsync(connection, transaction, "config.SetAlertRuleMeasure", taken, cancel);
        }

        foreach (var measure in rule.Measures)
        {
            var set = new
            {
                RuleName = rule.Rule,
                MeasureName = measure.Measure,
                MetricName = measure.Metric,
                OtherMetricName = measure.OtherMetric,
                SourceName = measure.Source,
                measure.KeyLike,
                measure.KeyNotLike,
                AggregateName = measure.Aggregate,
                measure.WindowMs,
                measure.MinSamples,
                measure.MinOtherValue,
                measure.IsGate,
                WarnValue = measure.Warn,
                CriticalValue = measure.Critical,
                ChangedBy = changedBy,
                Now,
            };
            await CallAsync(connection, transaction, "config.SetAlertRuleMeasure", set, cancel);
        }

        // What is gone first: enabled and without limits an instance does nothing differently.
        var goneToo = (old?.Overrides ?? [])
            .Where(o => rule.Measures.Any(m => Same(m.Measure, o.Measure)))
            .Where(o => !rule.Overrides.Any(w => Same(w.Instance, o.Instance) && Same(w.Measure, o.Measure)))
            .Select(o => o with { IsEnabled = true, Warn = null, Critical = null });
        foreach (var own in goneToo.Concat(rule.Overrides))
        {
            var set = new
            {
                RuleName = rule.Rule,
                InstanceName = own.Instance,
                MeasureName = own.Measure,
                own.IsEnabled,
                WarnValue = own.Warn,
                CriticalValue = own.Critical,
                ChangedBy = changedBy,
                Now,
            };
            await CallAsync(connection, transaction, "config.SetAlertRuleOverride", set, cancel);
        }
    }

    private async Task SetSymptomsAsync(
        SqlConnection connection,
        SqlTransaction transaction,
        RuleFile before,
        RuleEntry rule,
        string changedBy,
        CancellationToken cancel
    )
    {
        var old = Find(before, rule.Rule)?.Symptoms ?? [];
        foreach (var gone in old.Where(o => !rule.Symptoms.Any(w => Same(w.Rule, o.Rule))))
        {
            var taken = new { RuleName = rule.Rule, SymptomRuleName = gone.Rule, IsRemoved = true, ChangedBy = changedBy, Now };
            await CallAsync(connection, transaction, "config.SetAlertRuleSymptom", taken, cancel);
        }

        foreach (var symptom in rule.Symptoms.Where(w => !old.Any(o => Same(o.Rule, w.Rule) && o.Rank == w.Rank)))
        {
            var set = new
            {
                RuleName = rule.Rule,
                SymptomRuleName = symptom.Rule,
                CauseRank = symptom.Rank,
                ChangedBy = changedBy,
                Now,
            };
            await CallAsync(connection, transaction, "config.SetAlertRuleSymptom", set, cancel);
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private Task CallAsync(
        SqlConnection connection,
        SqlTransaction transaction,
        string procedure,
        object parameters,
        CancellationToken cancel
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                procedure,
                parameters,
                transaction,
                repository.CommandTimeoutSeconds,
                CommandType.StoredProcedure,
                cancellationToken: cancel
            )
        );

    private static RuleEntry? Find(RuleFile file, string rule) => file.Rules.FirstOrDefault(r => Same(r.Rule, rule));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record RuleRow
    {
        public required string RuleName { get; init; }
        public required string RuleKind { get; init; }
        public required string TemplateName { get; init; }
        public string? PlaybookName { get; init; }
        public required string RouteName { get; init; }
        public int PendingMs { get; init; }
        public int ClearPercent { get; init; }
        public int ClearMs { get; init; }
        public bool IsEnabled { get; init; }
        public byte WarnPriority { get; init; }
        public byte CriticalPriority { get; init; }
        public int EveryMs { get; init; }
        public bool IsDigest { get; init; }
        public string? SubjectText { get; init; }
        public string? CulpritName { get; init; }
        public string? AdviceText { get; init; }
        public int? ReminderMs { get; init; }

        public RuleEntry Entry(
            IEnumerable<MeasureRow> measures,
            IEnumerable<OverrideRow> overrides,
            IEnumerable<SymptomRow> symptoms
        ) =>
            new()
            {
                Rule = RuleName,
                Kind = RuleKind,
                Template = TemplateName,
                Playbook = PlaybookName,
                Route = RouteName,
                PendingMs = PendingMs,
                ClearPercent = ClearPercent,
                ClearMs = ClearMs,
                IsEnabled = IsEnabled,
                WarnPriority = WarnPriority,
                CriticalPriority = CriticalPriority,
                EveryMs = EveryMs,
                IsDigest = IsDigest,
                Subject = SubjectText,
                Culprit = CulpritName,
                Advice = AdviceText,
                ReminderMs = ReminderMs,
                Measures = [.. measures.Select(m => m.Entry())],
                Overrides = [.. overrides.Select(o => o.Entry())],
                Symptoms = [.. symptoms.Select(s => new RuleSymptom { Rule = s.SymptomRuleName, Rank = s.CauseRank })],
            };
    }

    private sealed record MeasureRow
    {
        public required string RuleName { get; init; }
        public required string MeasureName { get; init; }
        public string? MetricName { get; init; }
        public string? OtherMetricName { get; init; }
        public string? SourceName { get; init; }
        public string? KeyLike { get; init; }
        public string? KeyNotLike { get; init; }
        public string? AggregateName { get; init; }
        public int? WindowMs { get; init; }
        public int? MinSamples { get; init; }
        public double? MinOtherValue { get; init; }
        public bool IsGate { get; init; }
        public double WarnValue { get; init; }
        public double? CriticalValue { get; init; }

        public RuleMeasure Entry() =>
            new()
            {
                Measure = MeasureName,
                Metric = MetricName,
                OtherMetric = OtherMetricName,
                Source = SourceName,
                KeyLike = KeyLike,
                KeyNotLike = KeyNotLike,
                Aggregate = AggregateName,
                WindowMs = WindowMs,
                MinSamples = MinSamples,
                MinOtherValue = MinOtherValue,
                IsGate = IsGate,
                Warn = WarnValue,
                Critical = CriticalValue,
            };
    }

    private sealed record OverrideRow
    {
        public required string RuleName { get; init; }
        public required string InstanceName { get; init; }
        public required string MeasureName { get; init; }
        public bool IsEnabled { get; init; }
        public double? WarnValue { get; init; }
        public double? CriticalValue { get; init; }

        public RuleOverride Entry() =>
            new()
            {
                Instance = InstanceName,
                Measure = MeasureName,
                IsEnabled = IsEnabled,
                Warn = WarnValue,
                Critical = CriticalValue,
            };
    }

    private sealed record SymptomRow
    {
        public required string RuleName { get; init; }
        public required string SymptomRuleName { get; init; }
        public int CauseRank { get; init; }
    }
}
