// What a name in a FROM clause may stand for. The scope finds it, the binder turns it into a part of the
// query.

namespace AxMonitor.Engine.Binding;

/// <summary>Something that can stand in FROM.</summary>
public abstract record NamedSource(string Name);
