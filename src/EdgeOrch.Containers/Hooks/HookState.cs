namespace EdgeOrch.Containers.Hooks;

/// <summary>A container's state as its hooks read it (OCI runtime-spec runtime.md, State).</summary>
/// <param name="OciVersion">Version of the specification.</param>
/// <param name="Id">The container.</param>
/// <param name="Status"><c>creating</c>, <c>created</c>, <c>running</c> or <c>stopped</c>.</param>
/// <param name="Pid">Pid of its first process; null once it has stopped.</param>
/// <param name="Bundle">Absolute path of its bundle.</param>
/// <param name="Annotations">Annotations of its specification.</param>
internal sealed record HookState(string OciVersion, string Id, string Status, int? Pid, string Bundle, IReadOnlyDictionary<string, string>? Annotations);
