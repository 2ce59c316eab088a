namespace EdgeOrch.Agent.Enrolment;

/// <summary>The device could not join or leave; the message is one line for the person at the terminal.</summary>
internal sealed class EnrolmentException(string message, Exception? inner = null) : Exception(message, inner);
