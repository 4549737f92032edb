"""unittest with one closing line that counts, as every suite here ends."""
import sys, unittest


class Brief(unittest.TextTestResult):
    def printErrors(self):
        super().printErrors()
        broken = len(self.failures) + len(self.errors)
        print(f'{self.testsRun - broken - len(self.skipped)} passed, {broken} failed')


def main():
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=Brief, stream=sys.stdout))
