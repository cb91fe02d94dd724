// Which column names are visible where: the sources of one FROM clause, and outwards those of the queries
// around it.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>One source in FROM with its exposed name and columns.</summary>
internal sealed class NamedColumns
{
    /// <summary>Alias, or the table's own name.</summary>
    public required string Alias { get; init; }

    /// <summary>Name parts as written before the last one, when there is no alias.</summary>
    public IReadOnlyList<string> Qualifiers { get; init; } = [];

    public required IReadOnlyList<BoundColumn> Columns { get; init; }

    /// <summary>Told each column that is used, for permissions on columns.</summary>
    public Action<string>? Read { get; set; }

    public string ExposedName => string.Join('.', Qualifiers.Append(Alias));

    /// <summary>For UPDATE and DELETE: the table behind the alias.</summary>
    public BoundScan? Scan { get; init; }

    /// <summary>The written name of the table behind an alias, so that DELETE t FROM t AS x finds
    /// it.</summary>
    public string? TableName { get; set; }

    /// <summary>For changes: the query behind the alias of a view, common table expression or derived
    /// table.</summary>
    public BoundDerived? Derived { get; set; }

    /// <summary>A query in FROM, as errors call it; views and common table expressions are none.</summary>
    public bool IsDerivedTable { get; set; }

    /// <summary>For changes: the view behind the alias.</summary>
    public NamedView? View { get; set; }
}

/// <summary>The sources visible at one level, and the level around it.</summary>
internal sealed class NameScope(NameScope? parent)
{
    public NameScope? Parent { get; } = parent;

    public List<NamedColumns> Sources { get; } = [];

    /// <summary>Finds a column by its possibly qualified name, innermost level first.</summary>
    /// <exception cref="SqlError">207, 209, 4104.</exception>
    public BoundColumn Resolve(IReadOnlyList<Identifier> parts, TSqlFragment at)
    {
        var name = parts[^1].Value;
        var sourceSeen = false;
        for (var level = this; level is not null; level = level.Parent)
        {
            BoundColumn? found = null;
            NamedColumns? home = null;
            foreach (var source in level.Sources)
            {
                if (parts.Count > 1 && !Matches(source, parts))
                {
                    continue;
                }

                sourceSeen |= parts.Count > 1;
                foreach (var column in source.Columns)
                {
                    if (string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))
                    {
                        if (found is not null)
                        {
                            throw BindErrors.AmbiguousColumn(parts.Count > 1 ? parts[^2].Value + "." + name : name, at);
                        }

                        (found, home) = (column, source);
                    }
                }
            }

            if (found is not null)
            {
                home!.Read?.Invoke(found.Name);
                return found;
            }

            if (sourceSeen)
            {
                throw BindErrors.InvalidColumn(name, at);
            }
        }

        throw parts.Count > 1
            ? BindErrors.Unbound(string.Join('.', parts.Select(p => p.Value)), at)
            : BindErrors.InvalidColumn(name, at);
    }

    public BoundColumn? TryResolve(string name)
    {
        foreach (var source in Sources)
        {
            if (source.Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)) is { } column)
            {
                return column;
            }
        }

        return null;
    }

    /// <summary>True when the prefix of a column name (all parts but the last) names this source.</summary>
    public static bool Matches(NamedColumns source, IReadOnlyList<Identifier> parts)
    {
        if (!string.Equals(source.Alias, parts[^2].Value, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        for (int i = parts.Count - 3, q = source.Qualifiers.Count - 1; i >= 0; i--, q--)
        {
            if (q < 0 || !string.Equals(source.Qualifiers[q], parts[i].Value, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    public void Add(NamedColumns source, TSqlFragment at)
    {
        foreach (var other in Sources)
        {
            if (
                string.Equals(other.ExposedName, source.ExposedName, StringComparison.OrdinalIgnoreCase)
                && source.Alias.Length > 0
            )
            {
                throw source.TableName is null
                || other.TableName is null
                || source.Qualifiers.Count > 0
                || string.Equals(source.TableName, source.Alias, StringComparison.OrdinalIgnoreCase)
                    ? BindErrors.DuplicateTable(other.ExposedName, source.ExposedName, at)
                    : BindErrors.DuplicateAlias(source.Alias, at);
            }
        }

        Sources.Add(source);
    }
}
