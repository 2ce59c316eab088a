using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Collects what is wrong with a manifest; bounded, so that a hostile text cannot make a huge answer.</summary>
internal sealed class ProblemList
{
    private const int Most = 1000;
    private readonly List<Problem> _problems = [];

    public int Count => _problems.Count;

    public void Add(string code, string path, string message, int? line)
    {
        if (_problems.Count < Most) _problems.Add(new Problem(code, path, message, line));
    }

    /// <summary>All problems in the order of their lines.</summary>
    public IReadOnlyList<Problem> ToOrderedList() => [.. _problems.OrderBy(problem => problem.Line ?? 0)];
}
