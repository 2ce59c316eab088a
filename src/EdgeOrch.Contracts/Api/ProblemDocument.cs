namespace EdgeOrch.Contracts.Api;

/// <summary>The body of every failed API call: RFC 9457, with our list of problems.</summary>
/// <param name="Type">A stable kebab-case word for the kind of failure, as a relative URI: <c>problems/invalid-manifest</c>.</param>
/// <param name="Title">The kind of failure in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The failure, one line.</param>
/// <param name="Problems">Every single problem; empty when <paramref name="Detail"/> says it all.</param>
public sealed record ProblemDocument(string Type, string Title, int Status, string Detail, IReadOnlyList<Problem> Problems);
