"""What people asked: feedback and, when switched on, questions; where the corpus has gaps. No answer is made from it."""
