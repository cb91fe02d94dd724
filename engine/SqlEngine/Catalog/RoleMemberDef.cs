// Who is in which role, of a database or of the server.
using System.Runtime.InteropServices;

namespace AxMonitor.Engine.Catalog;

/// <summary>Member of a role.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RoleMemberDef(int RolePrincipalId, int MemberPrincipalId);
