// Compiles the database project: parses every file at the 13.0 level, has DacFx validate the model, writes
// the dacpac and the scripts of a deployment.

using System.Globalization;
using System.Text.RegularExpressions;
using AxMonitor.Database.Deploy;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace AxMonitor.Database.Build;

/// <summary>Builds the repository database from its source files.</summary>
public static partial class DatabaseBuilder
{
    private const int UnresolvedReference = 71502;
    private const string DefaultCollation = "Latin1_General_100_CI_AS";

    /// <summary>Version of the product, which is that of this program.</summary>
    private static Version ProductVersion { get; } = typeof(DatabaseBuilder).Assembly.GetName().Version is { } version
        ? new Version(version.Major, version.Minor, version.Build)
        : throw new InvalidOperationException("The build program has no version.");

    /// <summary>No model of master is at hand, so what the project uses of it is listed here, name by
    /// name.</summary>
    private static readonly string[] KnownSystemObjects =
    [
        "[sys].[allocation_units]",
        "[sys].[columns]",
        "[sys].[database_principals]",
        "[sys].[database_role_members]",
        "[sys].[dm_db_partition_stats]",
        "[sys].[foreign_key_columns]",
        "[sys].[foreign_keys]",
        "[sys].[indexes]",
        "[sys].[index_columns]",
        "[sys].[objects]",
        "[sys].[parameters]",
        "[sys].[partition_functions]",
        "[sys].[partition_parameters]",
        "[sys].[partition_range_values]",
        "[sys].[partition_schemes]",
        "[sys].[partitions]",
        "[sys].[procedures]",
        "[sys].[schemas]",
        "[sys].[sp_executesql]",
        "[sys].[sp_getapplock]",
        "[sys].[sp_releaseapplock]",
        "[sys].[sql_modules]",
        "[sys].[tables]",
        "[sys].[time_zone_info]",
        "[sys].[types]",
    ];

    /// <summary>
    /// Validates all files with DacFx's model of SQL Server 2016; an empty list means that nothing is wrong.
    /// With a case-sensitive <paramref name="collation"/> a name that is not spelt as it was defined is a
    /// finding.
    /// </summary>
    public static IReadOnlyList<BuildMessage> Validate(string databaseFolder, string collation = DefaultCollation)
    {
        List<BuildMessage> messages = [];
        using var model = Model(databaseFolder, messages, collation);
        return messages;
    }

    /// <summary>Compiles the scripts that make an empty database the repository, and upgrade an earlier
    /// one.</summary>
    /// <exception cref="DatabaseBuildException">A file has syntax errors.</exception>
    public static DeploymentPackage Compile(string databaseFolder)
    {
        List<BuildMessage> messages = [];
        List<SourceBatch> batches = [.. SourceFile.ReadAll(databaseFolder).SelectMany(file => file.Parse(messages))];
        if (messages.Count > 0)
        {
            throw new DatabaseBuildException(messages);
        }

        return new DeploymentPackage(
            ProductVersion,
            ScriptCompiler.Compile(batches, MigrationFile.ReadAll(databaseFolder), SeedScript.Read(databaseFolder))
        );
    }

    /// <summary>Writes the dacpac that SqlPackage publishes to a real server.</summary>
    public static IReadOnlyList<BuildMessage> WritePackage(string databaseFolder, string packagePath)
    {
        List<BuildMessage> messages = [];
        using var model = Model(databaseFolder, messages);
        if (messages.Count == 0)
        {
            DacPackageExtensions.BuildPackage(
                packagePath,
                model,
                new PackageMetadata { Name = "AxMonitor", Version = ProductVersion.ToString() }
            );
            SeedScript.AddTo(packagePath, SeedScript.Read(databaseFolder));
        }

        return messages;
    }

    private static TSqlModel Model(string databaseFolder, List<BuildMessage> messages, string collation = DefaultCollation)
    {
        TSqlModel model = new(
            SqlServerVersion.Sql130,
            new TSqlModelOptions
            {
                Collation = collation,
                // Publishing sets database options to the package's unless told not to, and would otherwise
                // turn it off.
                TransactionIsolationReadCommittedSnapshot = true,
            }
        );
        List<SourceBatch> batches = [];
        foreach (var file in SourceFile.ReadAll(databaseFolder))
        {
            var parsed = file.Parse(messages);
            if (parsed.Count > 0)
            {
                batches.AddRange(parsed);
                model.AddOrUpdateObjects(
                    file.Text,
                    file.Path,
                    new TSqlObjectOptions { QuotedIdentifier = true, AnsiNulls = true }
                );
            }
        }

        messages.AddRange(CollectorSeed.Missing(SeedScript.Collectors(databaseFolder), batches));
        foreach (var message in model.Validate())
        {
            var place = Place(message.Message, batches);
            if (IsDeclaredByCaller(message, place) || IsSystemObject(message))
            {
                continue;
            }

            messages.Add(
                new BuildMessage(
                    place?.File.Path ?? "model",
                    place?.StartLine ?? 0,
                    place?.Statement.StartColumn ?? 0,
                    string.Create(CultureInfo.InvariantCulture, $"{message.Prefix}{message.Number}"),
                    message.Message,
                    message.MessageType == DacMessageType.Error
                )
            );
        }

        return model;
    }

    /// <summary>
    /// The model cannot know a temp table that the calling procedure makes. Such a table is accepted where
    /// the header comment names it as the caller's; any other unresolved name stays a finding.
    /// </summary>
    private static bool IsDeclaredByCaller(DacModelMessage message, SourceBatch? place) =>
        message.Number == UnresolvedReference
        && UnresolvedTempTable().Match(message.Message) is { Success: true } match
        && place is not null
        && place.Text.Contains("the caller's temp table", StringComparison.Ordinal)
        && place
            .Text[..place.Text.IndexOf("*/", StringComparison.Ordinal)]
            .Contains(match.Groups["name"].Value, StringComparison.Ordinal);

    private static bool IsSystemObject(DacModelMessage message) =>
        message.Number == UnresolvedReference
        && KnownSystemObjects.Any(name => message.Message.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A model message names the object, not the file: the first name in it that a file defines is
    /// its place.</summary>
    private static SourceBatch? Place(string text, IReadOnlyList<SourceBatch> batches)
    {
        foreach (Match match in QuotedName().Matches(text))
        {
            var name = match.Groups["schema"].Value + "." + match.Groups["name"].Value;
            if (batches.FirstOrDefault(batch => string.Equals(batch.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\[(?<schema>[^\]]+)\]\.\[(?<name>[^\]]+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedName();

    [GeneratedRegex(
        @"unresolved reference to object \[(?<name>#\w+)\]",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UnresolvedTempTable();
}
