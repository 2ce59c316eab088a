namespace EdgeOrch.Containers.Spec;

/// <summary>One thing wrong with a container specification.</summary>
/// <param name="Path">The field, such as <c>linux.resources.memory.limit</c> or <c>mounts[2].destination</c>.</param>
/// <param name="Message">The value and the rule that it breaks; lower case.</param>
public sealed record SpecProblem(string Path, string Message);
