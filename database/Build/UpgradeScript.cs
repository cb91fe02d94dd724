// The parts of the create script that bring an existing database to this version: which definitions are
// wanted, moving aside what differs, migrations, copying, foreign keys of tables that stayed. Each part can
// be run again after it failed; a part that did not come to its end keeps the rest of the script from
// running, also where a tool goes on after an error.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Build;

internal sealed class UpgradeScript(IReadOnlyList<SourceBatch> batches, IReadOnlyList<MigrationFile> migrations)
{
    private const int RowsOfInsert = 500;

    /// <summary>Tables that the upgrade itself needs; they come first and are never moved.</summary>
    public static readonly IReadOnlyList<string> OwnTables = ["ops.SchemaVersion", "ops.ObjectVersion"];

    /// <summary>This version's number; a database without migrations is version 1.</summary>
    public int Version { get; } = migrations.Select(migration => migration.Version).DefaultIfEmpty(1).Max();

    /// <summary>False for a project that keeps no versions: then there is nothing to upgrade.</summary>
    public bool IsKept { get; } =
        OwnTables.All(name =>
            batches.Any(batch =>
                batch.Kind == ObjectKind.Table && string.Equals(batch.Name, name, StringComparison.OrdinalIgnoreCase)
            )
        );

    /// <summary>The two batches that refuse a newer database and keep all that follows from
    /// running.</summary>
    public IEnumerable<string> Refuse()
    {
        var isNewer = string.Create(
            CultureInfo.InvariantCulture,
            $"EXEC sys.sp_executesql N'SET @IsNewer = CASE WHEN EXISTS (SELECT 1 FROM ops.SchemaVersion WHERE VersionNumber > {Version}) THEN 1 ELSE 0 END;', N'@IsNewer bit OUTPUT', @IsNewer = @IsNewer OUTPUT;"
        );
        yield return $"""
            DECLARE @IsNewer bit = 0;
            IF OBJECT_ID(N'ops.SchemaVersion', N'U') IS NOT NULL
                {isNewer}
            IF @IsNewer = 1
                THROW 50001, N'This database is of a newer AxMonitor version than this script ({Version}). Nothing was changed. Run the script of the newer version, or use a database of its own.', 1;
            """;
        yield return $"""
            -- A tool that goes on after an error executes nothing of what follows.
            DECLARE @IsNewer bit = 0;
            IF OBJECT_ID(N'ops.SchemaVersion', N'U') IS NOT NULL
                {isNewer}
            IF @IsNewer = 1
                SET NOEXEC ON;
            """;
    }

    /// <summary>What is wanted, in a temp table, and from which version the database comes: NULL for a new
    /// one.</summary>
    public IEnumerable<string> Begin(IReadOnlyList<SourceBatch> ordered)
    {
        yield return """
            IF OBJECT_ID(N'tempdb..#Wanted') IS NOT NULL
                DROP TABLE #Wanted;
            IF OBJECT_ID(N'tempdb..#Upgrade') IS NOT NULL
                DROP TABLE #Upgrade;
            CREATE TABLE #Wanted (ObjectKind nvarchar(8) COLLATE DATABASE_DEFAULT NOT NULL, ObjectName nvarchar(400) COLLATE DATABASE_DEFAULT NOT NULL, DefinitionHash binary(32) NOT NULL, CreationOrder int NOT NULL, PRIMARY KEY CLUSTERED (ObjectKind, ObjectName));
            CREATE TABLE #Upgrade (FromVersion int NULL, Step nvarchar(20) COLLATE DATABASE_DEFAULT NOT NULL);

            DECLARE @FromVersion int = (SELECT MAX(v.VersionNumber) FROM ops.SchemaVersion AS v);
            IF @FromVersion IS NULL AND (OBJECT_ID(N'ops.Deployment', N'U') IS NOT NULL OR OBJECT_ID(N'old_ops.Deployment', N'U') IS NOT NULL)
                SET @FromVersion = 1;
            INSERT #Upgrade (FromVersion, Step) VALUES (@FromVersion, N'begun');
            """;
        List<string> rows =
        [
            .. ordered
                .Select((batch, order) => (Kind: KindOf(batch.Kind), batch, order))
                .Where(item => item.Kind is not null)
                .Select(item =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"    (N'{item.Kind}', N'{item.batch.Name}', {Hash(item.batch)}, {item.order})"
                    )
                ),
        ];
        foreach (var some in rows.Chunk(RowsOfInsert))
        {
            yield return "INSERT #Wanted (ObjectKind, ObjectName, DefinitionHash, CreationOrder)\nVALUES\n"
                + string.Join(",\n", some)
                + ";";
        }
    }

    public IEnumerable<string> Prepare() => Guarded("prepare", Resource("Prepare.sql"));

    /// <summary>Each migration in a transaction, once, in a database that is older.</summary>
    public IEnumerable<string> Migrate()
    {
        foreach (var migration in migrations)
        {
            StringBuilder text = new();
            text.Append(
                CultureInfo.InvariantCulture,
                $"-- {MigrationFile.Folder}/{migration.Name}.sql\nIF EXISTS (SELECT 1 FROM #Upgrade WHERE FromVersion < {migration.Version})\nBEGIN\n    BEGIN TRANSACTION;\n"
            );
            foreach (var batch in migration.Batches)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"    EXEC sys.sp_executesql N'{batch.Replace("'", "''", StringComparison.Ordinal)}';\n"
                );
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"    INSERT ops.SchemaVersion (VersionNumber, MigrationName, AppliedAt, AppliedBy) VALUES ({migration.Version}, N'{migration.Name}', SYSUTCDATETIME(), ORIGINAL_LOGIN());\n    COMMIT TRANSACTION;\nEND;"
            );
            foreach (var part in Guarded($"migration {migration.Version}", text.ToString()))
            {
                yield return part;
            }
        }
    }

    public IEnumerable<string> Copy() => Guarded("copy", Resource("Copy.sql"));

    /// <summary>Foreign keys that were dropped because the table they refer to was made anew.</summary>
    public IEnumerable<string> RestoreForeignKeys()
    {
        StringBuilder text = new("-- Foreign keys of tables that stayed to tables that were made anew.\n");
        foreach (var batch in batches.Where(batch => batch.Kind == ObjectKind.Table))
        {
            var definition = ((CreateTableStatement)batch.Statement).Definition;
            foreach (var constraint in definition.TableConstraints)
            {
                Add(constraint, []);
            }

            foreach (var column in definition.ColumnDefinitions)
            {
                foreach (var constraint in column.Constraints)
                {
                    Add(constraint, [column.ColumnIdentifier]);
                }
            }

            void Add(ConstraintDefinition constraint, IList<Identifier> column)
            {
                if (constraint is not ForeignKeyConstraintDefinition { ConstraintIdentifier: { } name } key)
                {
                    return;
                }

                var schema = batch.Name.Split('.')[0];
                var columns = string.Join(
                    ", ",
                    (key.Columns.Count > 0 ? key.Columns : column).Select(identifier => $"[{identifier.Value}]")
                );
                var referenced =
                    key.ReferencedTableColumns.Count == 0
                        ? ""
                        : $" ({string.Join(", ", key.ReferencedTableColumns.Select(identifier => $"[{identifier.Value}]"))})";
                var action = key.DeleteAction == DeleteUpdateAction.Cascade ? " ON DELETE CASCADE" : "";
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"IF OBJECT_ID(N'{schema}.{name.Value}', N'F') IS NULL\n    ALTER TABLE {batch.Name} WITH CHECK ADD CONSTRAINT {name.Value} FOREIGN KEY ({columns}) REFERENCES {ReferencedNames.Text(key.ReferenceTableName)}{referenced}{action};\n"
                );
            }
        }

        return Guarded("foreign keys", text.ToString().TrimEnd());
    }

    /// <summary>Notes the version, and lets a tool that went on after an error execute again.</summary>
    public IEnumerable<string> Finish()
    {
        yield return Resource("Finish.sql");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            IF NOT EXISTS (SELECT 1 FROM ops.SchemaVersion WHERE VersionNumber = {Version})
                INSERT ops.SchemaVersion (VersionNumber, MigrationName, AppliedAt, AppliedBy) VALUES ({Version}, N'new database', SYSUTCDATETIME(), ORIGINAL_LOGIN());
            """
        );
        yield return "SET NOEXEC OFF;";
    }

    private static IEnumerable<string> Guarded(string step, string text)
    {
        yield return $"{text}\nUPDATE #Upgrade SET Step = N'{step}';";
        yield return $"IF NOT EXISTS (SELECT 1 FROM #Upgrade WHERE Step = N'{step}')\n    SET NOEXEC ON;";
    }

    private static string? KindOf(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.Table => "table",
            ObjectKind.Type => "type",
            ObjectKind.Index => "index",
            ObjectKind.Function or ObjectKind.View or ObjectKind.Procedure => "module",
            _ => null,
        };

    /// <summary>Of what the definition says, not how it is laid out or commented.</summary>
    private static string Hash(SourceBatch batch)
    {
        var tokens = batch
            .Statement.ScriptTokenStream.Skip(batch.Statement.FirstTokenIndex)
            .Take(batch.Statement.LastTokenIndex - batch.Statement.FirstTokenIndex + 1)
            .Where(token =>
                token.TokenType
                    is not (
                        TSqlTokenType.WhiteSpace
                        or TSqlTokenType.SingleLineComment
                        or TSqlTokenType.MultilineComment
                        or TSqlTokenType.Semicolon
                    )
            )
            .Select(token => token.Text);
        return "0x" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', tokens))));
    }

    private static string Resource(string name)
    {
        var assembly = typeof(UpgradeScript).Assembly;
        using var stream =
            assembly.GetManifestResourceStream($"Upgrade.{name}")
            ?? throw new InvalidOperationException($"The build program lacks its part Upgrade/{name}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
