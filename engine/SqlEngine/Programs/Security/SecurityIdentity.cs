// Who a session is: the login it opened with, and whom it impersonates by EXECUTE AS.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs.Security;

/// <summary>The stack of security contexts of a session.</summary>
internal sealed class SecurityIdentity(Session session, string originalLogin)
{
    private readonly Stack<(string? Login, string? User, byte[]? Cookie)> _contexts = new();

    // The user last found: every request asks for him several times. Security and catalog are immutable.
    private Known? _known;

    public string OriginalLogin { get; } = originalLogin;

    public string Login => _contexts.TryPeek(out var top) ? top.Login ?? OriginalLogin : OriginalLogin;

    /// <summary>Database user in the current database: dbo for sysadmin, the mapped user, or guest.</summary>
    public string User => _contexts.TryPeek(out var top) && top.User is not null ? top.User : UserOf(Login);

    /// <summary>The user in any database: the impersonated user is nobody elsewhere but guest, as is a login
    /// without a user.</summary>
    public string UserIn(Database database) =>
        ReferenceEquals(database, session.Database) ? User
        : _contexts.TryPeek(out var top) && top.User is not null ? UserOf(top.Login ?? "", database.Name)
        : UserOf(Login, database.Name);

    /// <summary>Everything is allowed: nothing needs to be looked up.</summary>
    public bool IsDbo => string.Equals(User, "dbo", StringComparison.OrdinalIgnoreCase);

    public bool IsSysAdmin => ActsAtServer && session.Server.Storage.Security.IsMember(Login, "sysadmin");

    /// <summary>False while a database user is impersonated: his rights end at the database.</summary>
    public bool ActsAtServer => !(_contexts.TryPeek(out var top) && top.User is not null);

    /// <summary>True when the session may act as a user of its database: itself, by IMPERSONATE on him, or
    /// by CONTROL of the database.</summary>
    public bool MayImpersonate(PrincipalDef user) =>
        IsSysAdmin
        || string.Equals(User, user.Name, StringComparison.OrdinalIgnoreCase)
        || Permissions.Allows(session.CatalogOf(session.Database.Name)!, User, "IMPERSONATE", user);

    /// <summary>Becomes somebody else until <see cref="Revert"/>, which needs the cookie where one is
    /// given.</summary>
    public void Impersonate(string name, bool isLogin, byte[]? cookie)
    {
        if (isLogin)
        {
            var security = session.Server.Storage.Security;
            if (security.Find(name) is not { Type: not 'R' } login || !ActsAtServer || !security.MayImpersonate(Login, login))
            {
                throw new SqlError(
                    15406,
                    16,
                    1,
                    $"Cannot execute as the server principal because the principal \"{name}\" does not exist, this type of principal cannot be impersonated, or you do not have permission."
                );
            }

            _contexts.Push((name, null, cookie));
            return;
        }

        if (
            session.CatalogOf(session.Database.Name)?.FindPrincipal(name) is not { Type: not 'R' } user
            || !MayImpersonate(user)
        )
        {
            throw new SqlError(
                15517,
                16,
                1,
                $"Cannot execute as the database principal because the principal \"{name}\" does not exist, this type of principal cannot be impersonated, or you do not have permission."
            );
        }

        _contexts.Push((user.LoginName, user.Name, cookie));
    }

    /// <summary>Begins a module with EXECUTE AS; returns what <see cref="Leave"/> needs. OWNER is the owner
    /// of the module's schema.</summary>
    public int Enter(string? executeAs, string? schema)
    {
        var depth = _contexts.Count;
        if (executeAs is not null && !string.Equals(executeAs, "CALLER", StringComparison.OrdinalIgnoreCase))
        {
            var isOwner =
                string.Equals(executeAs, "OWNER", StringComparison.OrdinalIgnoreCase)
                || string.Equals(executeAs, "SELF", StringComparison.OrdinalIgnoreCase);
            _contexts.Push((null, isOwner ? OwnerOf(schema) : executeAs, null));
        }

        return depth;
    }

    /// <summary>Ends a module: EXECUTE AS inside it ends with it.</summary>
    public void Leave(int depth)
    {
        while (_contexts.Count > depth)
        {
            _contexts.Pop();
        }
    }

    /// <summary>Ends the latest EXECUTE AS.</summary>
    /// <exception cref="SqlError">15591: it was begun with another cookie, or with one and none is
    /// given.</exception>
    public void Revert(byte[]? cookie)
    {
        if (!_contexts.TryPeek(out var top))
        {
            return;
        }

        if (!(cookie ?? []).AsSpan().SequenceEqual(top.Cookie))
        {
            throw new SqlError(
                15591,
                16,
                1,
                "The current security context cannot be reverted using this statement. A cookie may or may not be needed with 'Revert' statement depending on how the context was set with 'Execute As' statement."
            );
        }

        _contexts.Pop();
    }

    public void Reset() => _contexts.Clear();

    /// <summary>A login enters the databases in which it has a user; master, tempdb and msdb are open to
    /// all.</summary>
    public bool MayEnter(Database database) =>
        database.Id is 1 or 2 or 4
        || session.Server.Storage.Security.IsMember(Login, "sysadmin")
        || session
            .Space.View(database)
            .Catalog.Principals.Values.Any(p => string.Equals(p.LoginName, Login, StringComparison.OrdinalIgnoreCase));

    private string OwnerOf(string? schema)
    {
        var catalog = session.CatalogOf(session.Database.Name);
        return schema is not null && catalog?.FindSchema(schema) is { } found
            ? catalog.FindPrincipal(found.PrincipalId)?.Name ?? "dbo"
            : "dbo";
    }

    private string UserOf(string login) => UserOf(login, session.Database.Name);

    private string UserOf(string login, string databaseName)
    {
        var security = session.Server.Storage.Security;
        var catalog = session.CatalogOf(databaseName);
        var known = _known;
        if (
            known is null
            || !ReferenceEquals(known.Security, security)
            || !ReferenceEquals(known.Catalog, catalog)
            || !string.Equals(known.Login, login, StringComparison.Ordinal)
        )
        {
            _known = known = new Known(security, catalog, login, Find(security, catalog, login));
        }

        return known.User;
    }

    private static string Find(ServerSecurity security, DatabaseState? catalog, string login)
    {
        if (security.IsMember(login, "sysadmin"))
        {
            return "dbo";
        }

        var user = catalog?.Principals.Values.FirstOrDefault(p =>
            string.Equals(p.LoginName, login, StringComparison.OrdinalIgnoreCase)
        );
        return user?.Name ?? "guest";
    }

    private sealed record Known(ServerSecurity Security, DatabaseState? Catalog, string Login, string User);
}
