using System.Text.Json.Serialization;
using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>One request to the supervisor; each gets one reply, a watch a stream of them.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "request")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(Restart), "restart")]
[JsonDerivedType(typeof(Exec), "exec")]
[JsonDerivedType(typeof(Usage), "usage")]
[JsonDerivedType(typeof(Attend), "attend")]
[JsonDerivedType(typeof(Attach), "attach")]
[JsonDerivedType(typeof(Watch), "watch")]
[JsonDerivedType(typeof(Shutdown), "shutdown")]
[JsonDerivedType(typeof(Replace), "replace")]
internal abstract record SupervisorRequest
{
    /// <summary>Runs a container; one that exists with another launch is stopped and replaced.</summary>
    internal sealed record Start(ContainerLaunch Launch) : SupervisorRequest;

    /// <summary>Stops a container and forgets it.</summary>
    internal sealed record Remove(string Id, bool KeepFiles) : SupervisorRequest;

    /// <summary>Stops a container and keeps it.</summary>
    internal sealed record Stop(string Id) : SupervisorRequest;

    /// <summary>Ends a container's process for a reason and lets its policy decide on the next start.</summary>
    internal sealed record Restart(string Id, string Reason) : SupervisorRequest;

    /// <summary>Runs a command in a container.</summary>
    internal sealed record Exec(string Id, IReadOnlyList<string> Command, TimeSpan Timeout) : SupervisorRequest;

    /// <summary>Runs a command on the client's streams: one reply when it runs, one when it has ended.</summary>
    internal sealed record Attend(AttendedCommand Command) : SupervisorRequest;

    /// <summary>
    /// Copies what a container's process writes from now on to two pipes of the client's, whose descriptors follow, one a message
    /// (SCM_RIGHTS): one reply when it does, one when the process has ended. The client leaves by closing the connection.
    /// </summary>
    internal sealed record Attach(string Id) : SupervisorRequest;

    /// <summary>Asks what every running container uses.</summary>
    internal sealed record Usage : SupervisorRequest;

    /// <summary>Asks for all records and then for each change.</summary>
    internal sealed record Watch : SupervisorRequest;

    /// <summary>Stops all containers, then the supervisor.</summary>
    internal sealed record Shutdown : SupervisorRequest;

    /// <summary>Lets the supervisor become the program that its file holds now, if that is another, or always with force.</summary>
    internal sealed record Replace(bool Force) : SupervisorRequest;
}
